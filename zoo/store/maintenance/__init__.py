"""The store and the folders of its runs, kept in agreement: removing runs, clearing leftovers, looking for damage."""
