"""Charts that every page uses. Importing `chart` brings pyqtgraph and numpy: do it after the first paint."""
