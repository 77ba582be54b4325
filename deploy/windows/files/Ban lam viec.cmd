@echo off
chcp 65001 >nul
setlocal
set "PATH=%~dp0python;%~dp0git\cmd;%PATH%"
if not exist "%~dp0du-an\mkdocs.yml" call "%~dp0Lay du an.cmd"
if not exist "%~dp0du-an\mkdocs.yml" exit /b 1
cd /d "%~dp0du-an"
"%~dp0python\python.exe" -X utf8 -m generator desk
if errorlevel 1 pause
