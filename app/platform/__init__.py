"""The outside of the program: folders, files, logs, the other copy of ourselves, other people's servers."""
