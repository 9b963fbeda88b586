redirect :copy "mallory@example.net";
fileinto "INBOX";
