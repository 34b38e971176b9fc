"""What Exchange and Microsoft 365 have in common, whichever protocol they are asked by."""
