"""Who may see what: grants, refusals, receipts, and views that two people force open."""
