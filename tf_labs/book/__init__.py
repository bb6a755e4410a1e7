"""The book: lessons, and the runs that all of their figures and numbers come from, as a site."""
