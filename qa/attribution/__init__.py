"""Who said it: the speaker of a sentence that is somebody's words."""
