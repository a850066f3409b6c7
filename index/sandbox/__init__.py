"""Work on files from anybody in a process of its own, which has little memory, little time and no files.

Knows nothing of formats: the function that works on a file is named by its module and name.
"""
