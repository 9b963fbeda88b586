Set-Location C:\Tools
