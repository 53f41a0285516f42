"""Parts that pages are made of. All text in them is plain: a name is never taken for markup."""
