"""What is in each format of the export, in a line. Pure."""

from console.web.nhs import Choice

FORMATS = (
    Choice(
        "xlsx",
        "Excel workbook (xlsx)",
        "To read and filter: a sheet a table, with notes and every code explained",
    ),
    Choice("csv", "CSV tables (csv)", "For scripts: a file a table, one meaning a row, and the dictionary"),
    Choice("wide", "One row an operation (wide)", "CSV: each question at each time point is a column"),
    Choice(
        "spss", "SPSS (spss)", "One row an operation, with labels; declined and skipped are declared missing"
    ),
    Choice("stata", "Stata (stata)", "One row an operation, with labels; declined is .a and skipped .b"),
    Choice("redcap", "REDCap (redcap)", "A data dictionary and an import file for a REDCap project"),
    Choice(
        "nice",
        "Audit tool of NICE (nice)",
        "A neutral list of columns, one row an operation; your own map can rename and choose them",
    ),
    Choice("sqlite", "SQLite database (sqlite)", "The tables in one read-only file, for queries"),
    Choice("fhir", "FHIR R4 (fhir)", "A bundle of resources a person, for other systems"),
)
