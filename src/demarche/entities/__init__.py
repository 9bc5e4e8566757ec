"""Who and where: countries, offices, organisations, persons with dates, and places."""
