/** What must not compile: each statement says at its end what the compiler has to name. */

import * as Admin from "orderly-admin";

Admin.api("commerce.invoices.find", { limitt: 1 }); // 'limitt'
Admin.api("commerce.invoices.find", { limitt: 1 }, () => {}); // 'limitt'
Admin.api("commerce.invoices.find", { limit: "1" }); // Type 'string' is not assignable to type 'number'
Admin.api("commerce.invoices.find", { order: ["-totl"] }); // "-totl"
Admin.api("commerce.invoices.find", { fields: ["totl"] }); // "totl"
Admin.api("commerce.invoices.find", { conditions: { labelz: [1] } }); // 'labelz'
Admin.api("commerce.invoices.find", { query: { total: { gtee: 1 } } }); // 'gtee'
Admin.api("commerce.invoices.find", { query: { totl: 1 } }); // 'totl'
Admin.api("commerce.invoice.find", { limit: 1 }); // "commerce.invoice.find"
Admin.api("commerce.invoices.get", null); // null
Admin.api("commerce.invoices.get"); // Expected
Admin.api("commerce.invoices.create", { invoice: { items: [{ name: "Shirt", prize: 1 }] } }); // 'prize'
Admin.api("commerce.invoices.find").then((answer) => answer.invoice); // 'invoice'
Admin.api("commerce.invoices.find").then((answer) => answer.invoices[0].totl); // 'totl'
Admin.api("commerce.invoices.get", { id: 1, fields: ["id"] }).then((answer) => answer.invoice?.total.toFixed()); // undefined
Admin.api("commerce.invoices.count", null, (response) => response.count); // 'count'
Admin.batch([{ method: "commerce.invoices.find", request: { limitt: 1 } }]); // 'limitt'
Admin.batch([{ method: "commerce.invoice.find" }]); // "commerce.invoice.find"
Admin.batch([{ method: "commerce.invoices.count" }], { atomicc: true }); // 'atomicc'
Admin.batch([{ method: "commerce.invoices.count" }]).then(([first]) => first.count); // 'count'
Admin.configure({ ur: "https://shop.example" }); // 'ur'
Admin.API("commerce.invoices.find"); // 'API'
