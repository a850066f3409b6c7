"""Tables of PDF pages whose cells run over several lines, so that each row is one line of the text."""
