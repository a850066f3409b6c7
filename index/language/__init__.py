"""What is known of languages: which one a text is in, its abbreviations, how it marks quotations."""
