@echo off
rem Lance vigie-audit.ps1, qui est a cote, par le PowerShell de Windows. Mots : -Verifier, -Restore, -MalgreDomaine.
rem @POLICY-WHY@
"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -ExecutionPolicy @POLICY@ -File "%~dp0vigie-audit.ps1" %*
set "CODE=%ERRORLEVEL%"
if "%~1"=="" pause
exit /b %CODE%
