"""The chapters of the manual, as Markdown; :mod:`corpuslint.manual` makes a web site of them and of the rule pages."""
