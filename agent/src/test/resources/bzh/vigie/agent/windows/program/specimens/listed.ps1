Write-Host "bonjour"
