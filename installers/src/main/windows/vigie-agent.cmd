@echo off
rem L'agent Vigie en ligne de commande : vigie-agent --help
setlocal DisableDelayedExpansion
rem What a user has set for other programs in Java must not change this one, which may run with more rights.
set "JAVA_TOOL_OPTIONS="
set "_JAVA_OPTIONS="
set "JDK_JAVA_OPTIONS="
set "here=%~dp0"
set options=-Xmx512m
if /i "%~1"=="run" set options=@"%here%lib\resident.options"
rem The agent speaks UTF-8; the console is given back as it was.
set "page="
for /f "tokens=2 delims=:." %%p in ('%SystemRoot%\System32\chcp.com 2^>nul') do set "page=%%p"
"%SystemRoot%\System32\chcp.com" 65001 >nul 2>&1
"%here%runtime\bin\java.exe" @"%here%lib\program.options" %options% -cp "@CLASS-PATH@" bzh.vigie.agent.Main %*
set "code=%ERRORLEVEL%"
if defined page "%SystemRoot%\System32\chcp.com" %page% >nul 2>&1
exit /b %code%
