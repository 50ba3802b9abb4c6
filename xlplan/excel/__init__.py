"""xlplan inside Excel: the month's actions on the workbook that is open, by way of xlwings."""
