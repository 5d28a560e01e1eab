"""The sentences of a letter, in the languages that we speak.

A sentence that names the document has its kind in the case that the sentence needs. `{document}`
is the kind with number and date, as far as there are.
"""

from collections.abc import Mapping

from handlers.printing.labels import FALLBACK

_ENGLISH = {
    "Invoice": "the invoice",
    "ShippingInvoice": "the shipping invoice",
    "Proforma": "the pro forma invoice",
    "CreditNote": "the credit note",
    "dated": "{what} of {date}",
    "subject": "{kind} {number}",
    "subject_from": "{kind} {number} from {seller}",
    "dear": "Dear {customer},",
    "dear_unknown": "Good day,",
    "Pdf": "please find attached {document} for {total}.",
    "None": "we have issued {document} for {total}.",
    "due_by": "Please pay {due} by {date}.",
    "due": "The amount due is {due}.",
    "paid": "The amount has been paid already, thank you.",
    "closing": "Kind regards",
}
_ITALIAN = {
    "Invoice": "la fattura",
    "ShippingInvoice": "la fattura accompagnatoria",
    "Proforma": "la fattura proforma",
    "CreditNote": "la nota di credito",
    "dated": "{what} del {date}",
    "subject": "{kind} {number}",
    "subject_from": "{kind} {number} di {seller}",
    "dear": "Gentile {customer},",
    "dear_unknown": "Buongiorno,",
    "Pdf": "in allegato trova {document} di {total}.",
    "None": "abbiamo emesso {document} di {total}.",
    "due_by": "La preghiamo di pagare {due} entro il {date}.",
    "due": "L’importo da pagare è {due}.",
    "paid": "L’importo risulta già pagato, grazie.",
    "closing": "Cordiali saluti",
}
_GERMAN = {
    "Invoice": "die Rechnung",
    "ShippingInvoice": "die Lieferrechnung",
    "Proforma": "die Proformarechnung",
    "CreditNote": "die Rechnungskorrektur",
    "dated": "{what} vom {date}",
    "subject": "{kind} {number}",
    "subject_from": "{kind} {number} von {seller}",
    "dear": "Guten Tag {customer},",
    "dear_unknown": "Guten Tag,",
    "Pdf": "anbei erhalten Sie {document} über {total}.",
    "None": "wir haben {document} über {total} ausgestellt.",
    "due_by": "Bitte zahlen Sie {due} bis zum {date}.",
    "due": "Der offene Betrag ist {due}.",
    "paid": "Der Betrag ist bereits bezahlt, vielen Dank.",
    "closing": "Mit freundlichen Grüßen",
}
_FRENCH = {
    "Invoice": "la facture",
    "ShippingInvoice": "la facture d’expédition",
    "Proforma": "la facture pro forma",
    "CreditNote": "l’avoir",
    "dated": "{what} du {date}",
    "subject": "{kind} {number}",
    "subject_from": "{kind} {number} de {seller}",
    "dear": "Bonjour {customer},",
    "dear_unknown": "Bonjour,",
    "Pdf": "veuillez trouver ci-joint {document} d’un montant de {total}.",
    "None": "nous avons établi {document} d’un montant de {total}.",
    "due_by": "Merci de régler {due} au plus tard le {date}.",
    "due": "Le montant à régler est de {due}.",
    "paid": "Le montant est déjà réglé, merci.",
    "closing": "Cordialement",
}
_SLOVENE = {
    "Invoice": "račun",
    "ShippingInvoice": "račun-dobavnico",
    "Proforma": "predračun",
    "CreditNote": "dobropis",
    "dated": "{what} z dne {date}",
    "subject": "{kind} {number}",
    "subject_from": "{kind} {number} – {seller}",
    # A name would have to be declined.
    "dear": "Pozdravljeni,",
    "dear_unknown": "Pozdravljeni,",
    "Pdf": "v prilogi vam pošiljamo {document} v znesku {total}.",
    "None": "izdali smo {document} v znesku {total}.",
    "due_by": "Prosimo, da {due} plačate do {date}.",
    "due": "Znesek za plačilo je {due}.",
    "paid": "Znesek je že plačan, hvala.",
    "closing": "Lep pozdrav",
}

_WORDING: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "it": _ITALIAN,
    "de": _GERMAN,
    "fr": _FRENCH,
    "sl": _SLOVENE,
}


def wording(language: str) -> Mapping[str, str]:
    """Return the sentences in a language, in English where we do not speak it."""
    return _WORDING.get(language, _WORDING[FALLBACK])
