"""Articles -> checked, split and encoded batches, ready for one transaction each."""
