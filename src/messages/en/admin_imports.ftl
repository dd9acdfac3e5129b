# The admin's pages about CSV files of products.

admin-imports-export = Export as CSV
admin-imports-title = Import: { $kind }
admin-imports-text = Choose a CSV file in UTF-8 of up to 50 MB, with commas, semicolons or tabs between the cells. It is checked first, and nothing changes until you apply it.
admin-imports-ids = A row with an id changes what has this id; a row without one creates something new. Only the columns that are in the file are changed.
admin-imports-stock = The column { $stock } counts for new products only. To change the stock of others, write +5 or -2 in the column { $change }; with options, a line such as Blue = -2 for each.
admin-imports-rename = To rename an option without losing its stock, write a line such as Blue = Navy in the column { $rename }.
admin-imports-columns = Columns:
admin-imports-sample = To begin with a file that fits, export the products.
admin-imports-file = CSV file
admin-imports-create = Also create rows whose id is unknown, with this id
admin-imports-check = Check the file
admin-imports-no-file = Please choose a file.
admin-imports-too-large = This file is larger than 50 MB. Split it, and import each part.
admin-imports-cut-off = The file did not arrive completely. Please try again.

admin-imports-recent = Imports of the last 30 days
admin-imports-of = File
admin-imports-at = When
admin-imports-by = By
admin-imports-state = State
admin-imports-rows = Rows
admin-imports-unnamed = A file without a name

admin-imports-state-reading = Being read
admin-imports-state-checking = Being checked
admin-imports-state-checked = Checked, not applied
admin-imports-state-applying = Being applied
admin-imports-state-applied = Applied
admin-imports-state-stopped = Stopped
admin-imports-stopped-text = This import was stopped: { $who } may no longer import. What was done until then stays as it is.
admin-imports-progress = { $done } of { $total } rows are done.
admin-imports-at-work = This page shows the progress automatically. You can leave it: the work goes on.
admin-imports-checked-text = Nothing has changed yet. Rows without an id create something new, even if there is the same title already. If you apply this file:
admin-imports-applied-text = This file is applied:
admin-imports-created = Created
admin-imports-updated = Changed
admin-imports-unchanged = Unchanged
admin-imports-refused = Refused
admin-imports-refused-text = { $count ->
    [one] One row cannot be applied and is left out. Fix it in the file and check it again, or apply the others.
   *[other] { $count } rows cannot be applied and are left out. Fix them in the file and check it again, or apply the others.
}
admin-imports-left-out = { $count ->
    [one] One row was left out. Fix it, and import it alone.
   *[other] { $count } rows were left out. Fix them, and import only these.
}
admin-imports-nothing = There is nothing to apply.
admin-imports-apply = Apply the file
admin-imports-again = Choose another file
admin-imports-report = Download the report of all rows
admin-imports-noted = Rows to look at
admin-imports-row = Row
admin-imports-row-title = Title
admin-imports-id = Id
admin-imports-result = Result
admin-imports-why = Notes and changes
admin-imports-first = These are the first { $count }. The report has all of them.
admin-imports-more = { $count ->
    [one] And one more row. The report has all of them.
   *[other] And { $count } more rows. The report has all of them.
}
admin-imports-gone = This import is gone: imports are kept for 30 days. Please choose the file again.

## Why a file is not read

admin-imports-workbook = This is a workbook. In your spreadsheet program, save it as CSV in UTF-8, and choose that file.
admin-imports-utf-16 = This file is in UTF-16. In your spreadsheet program, save it as CSV in UTF-8, and choose that file.
admin-imports-not-utf-8 = Line { $line } is not in UTF-8. In your spreadsheet program, save the file as CSV in UTF-8, and choose that file.
admin-imports-too-long = The row in line { $line } is longer than 1 MB. Please check whether a quote is missing at its end.
admin-imports-open-quote = The quote in line { $line } is not closed. Please check whether the file is complete.
admin-imports-empty = This file has no rows below its header.
admin-imports-unknown-column = There is no column “{ $name }”. The columns are: { $known }.
admin-imports-duplicate-column = The column “{ $name }” is there twice. Please remove one of them.

## Notes about a row; $text is from the row, or the name of a column

admin-imports-row-too-short = This row has fewer cells than the header: { $text }.
admin-imports-row-no-column = “{ $text }” is in a column without a name. Please name the column, or empty it.
admin-imports-row-unknown-id = The id “{ $text }” is unknown. To create something new, leave the id empty, or choose to create rows whose id is unknown.
admin-imports-row-free = The price is zero, so customers get this for free. If that is not meant, correct it.
admin-imports-row-discards = Options are removed with the pieces that they have left: { $text }.
admin-imports-row-rename = Please write a line such as Blue = Navy for each option that gets another name, with the name that it has now first.
admin-imports-row-no-option = There is no option “{ $text }”. Please write the name that it has now.
admin-imports-row-state = Please write draft, published or retired.
admin-imports-row-choice = Please write one of these: { $text }.
admin-imports-row-stock = Please write a whole number such as 12, or with options a line such as Blue = 3 for each. Leave out what is not limited.
admin-imports-row-no-stock-of-options = This is limited to the pieces that are left. Please write how many of them each option has, a line such as Blue = 3 for each.
admin-imports-row-again = There is one of this title already, and this row creates another. If that is not meant, remove the row, or give it the id of the one that there is.
admin-imports-row-stock-kept = This was not changed, because some may have been sold since the export. To change the stock, use the column { $text }.
admin-imports-row-change = Please write a number such as +5 or -2, or with options a line such as Blue = -2 for each.
admin-imports-row-new-stock = This is a new product. Please write its stock in the column { $text }.
admin-imports-row-no-stock = There is no such stock, or it is unlimited. Nothing of this row was changed.
admin-imports-row-too-few = Fewer are left than should be taken away. Nothing of this row was changed.
admin-imports-row-failed = The database does not take this row. Please check its values.
