"""The formats of the field: importers and exporters, one file each, found by being here.

importing.py   files of a format into the ledger      importers/   what each format's rows mean
exporting.py   the ledger into a file of a format      exporters/   how each format's rows are written
vocabularies.py  their names of countries, sectors and acts, as relations that the SQL joins
"""
