"""The own sites of publishers whose texts were often read elsewhere, so that a copy can be told from the original.

Only sites, not addresses of single texts: those were not read, so the course does not know them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OWN_SITES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AFP": ("afp.com",),
        "AP": ("apnews.com",),
        "Airbus": ("airbus.com",),
        "Congressional Research Service": ("congress.gov",),
        "Council of the EU": ("consilium.europa.eu", "eur-lex.europa.eu"),
        "DPA and BTA": ("dpa.com", "bta.bg"),
        "EEAS": ("eeas.europa.eu",),
        "EU Political and Security Committee": ("eur-lex.europa.eu", "consilium.europa.eu"),
        "EUISS": ("iss.europa.eu",),
        "EUR-Lex": ("eur-lex.europa.eu", "data.europa.eu"),
        "Euractiv": ("euractiv.com",),
        "European Commission": ("commission.europa.eu", "ec.europa.eu", "eur-lex.europa.eu"),
        "European Council": ("consilium.europa.eu",),
        "European Court of Auditors": ("eca.europa.eu",),
        "European Defence Agency": ("eda.europa.eu",),
        "European Parliament": ("europarl.europa.eu",),
        "European Parliament Legislative Observatory": ("europarl.europa.eu",),
        "European Parliamentary Research Service": ("europarl.europa.eu",),
        "European Union": ("europa.eu",),
        "Government of Ireland": ("gov.ie",),
        "Government of Sweden": ("government.se",),
        "Government of the Netherlands": ("government.nl",),
        "NATO": ("nato.int",),
        "NATO Parliamentary Assembly": ("nato-pa.int",),
        "NATO Shipping Centre": ("nato.int",),
        "NATO (NSATU)": ("nato.int",),
        "Politico": ("politico.eu", "politico.com"),
        "Politico Europe": ("politico.eu",),
        "Prime Minister of Canada": ("pm.gc.ca",),
        "Prime Minister's Office of Denmark": ("stm.dk",),
        "Reuters": ("reuters.com",),
        "SHAPE": ("shape.nato.int",),
        "Swiss Government": ("admin.ch",),
        "Turkish Grand National Assembly": ("tbmm.gov.tr",),
        "Turkish Ministry of Foreign Affairs": ("mfa.gov.tr",),
        "US Department of Defense": ("defense.gov", "war.gov"),
        "US Department of State": ("state.gov",),
        "Bloomberg": ("bloomberg.com",),
        "CNN": ("cnn.com",),
        "Financial Times": ("ft.com",),
        "dpa": ("dpa.com",),
    }
)
"""Sites by publisher of `data/sources.csv`; the first is the one to name, the others are its own as well."""
