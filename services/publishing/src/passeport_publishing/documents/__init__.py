"""PDF documents: made with Typst, sealed and examined with pyHanko, always in processes of their own."""
