"""The rules of habits: which day it is, what was kept, how strong the habit has become."""
