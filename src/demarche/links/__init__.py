"""What answers what, and the same act across reports.

    answers.py    answers that a report states
"""
