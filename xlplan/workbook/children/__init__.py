"""Programs that run in a process of their own, by their path; they import nothing of xlplan."""
