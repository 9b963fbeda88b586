echo aGkK | base64 -d | sh
