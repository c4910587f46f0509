"""PDF documents: made with Typst, sealed and examined with pyHanko, always in processes of their own.

Nothing is imported here: a worker process loads what its own work needs and no more.
"""
