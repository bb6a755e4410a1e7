"""The numbers that the sources print, and the rules that judge them."""
