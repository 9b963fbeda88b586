@echo off
rem L'agent Vigie en ligne de commande : vigie-agent --help
setlocal DisableDelayedExpansion
set "here=%~dp0"
set options=-Xmx512m
if /i "%~1"=="run" set options=@"%here%lib\resident.options"
rem The agent speaks UTF-8; the console is given back as it was.
set "page="
for /f "tokens=2 delims=:." %%p in ('chcp 2^>nul') do set "page=%%p"
chcp 65001 >nul 2>&1
"%here%runtime\bin\java.exe" @"%here%lib\program.options" %options% -cp "@CLASS-PATH@" bzh.vigie.agent.Main %*
set "code=%ERRORLEVEL%"
if defined page chcp %page% >nul 2>&1
exit /b %code%
