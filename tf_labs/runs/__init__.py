"""What a run or a comparison left, as values; and how one is made."""
