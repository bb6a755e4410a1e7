"""Labs that look into a trained net: its run directory is all that they need."""
