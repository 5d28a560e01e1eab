"""Letters: what an e-mail with a document says."""
