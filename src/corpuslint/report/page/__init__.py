"""The parts of the HTML report: markup, style and script, put together by :mod:`corpuslint.report.html`."""
