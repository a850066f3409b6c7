"""What measures the numbers in the documents."""
