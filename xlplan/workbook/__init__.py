"""Excel workbooks: read safely, edited without losing anything, and built."""
