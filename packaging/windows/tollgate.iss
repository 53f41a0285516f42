; The installer for Windows, by Inno Setup 6: iscc /DVersion=0.1.0 packaging\windows\tollgate.iss
; For one user, without an administrator. dist\tollgate must have been made on Windows before.
#ifndef Version
  #error Say which version: /DVersion=0.1.0
#endif

[Setup]
AppId={{6B0E3C0D-6E0B-4B5C-9B39-7E2A41C7F5D1}
AppName=Tollgate
AppVersion={#Version}
AppPublisher=The Tollgate authors
DefaultDirName={localappdata}\Programs\Tollgate
DefaultGroupName=Tollgate
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
SetupIconFile=tollgate.ico
UninstallDisplayIcon={app}\tollgate-window.exe
OutputDir=..\..\dist
OutputBaseFilename=tollgate-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesEnvironment=yes
CloseApplications=yes

[Tasks]
Name: path; Description: "Put tollgate on the PATH, for the command line"

[Files]
Source: "..\..\dist\tollgate\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; what a version before had and this one has not
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\Tollgate"; Filename: "{app}\tollgate-window.exe"

[Registry]
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: IsNotOnPath(ExpandConstant('{app}'))
; what the setting general.start_at_login may have put there
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: none; ValueName: "Tollgate"; Flags: dontcreatekey uninsdeletevalue

[Run]
Filename: "{app}\tollgate-window.exe"; Description: "Start Tollgate"; Flags: nowait postinstall skipifsilent

[UninstallRun]
; tools get their own addresses back before what they point at is gone
Filename: "{app}\tollgate.exe"; Parameters: "disconnect --all"; Flags: runhidden; RunOnceId: "PutBack"

[UninstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Code]
function IsNotOnPath(Folder: string): Boolean;
var
  Path: string;
begin
  if not RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Path) then
    Path := '';
  Result := Pos(';' + Uppercase(Folder) + ';', ';' + Uppercase(Path) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Data: string;
  At: Integer;
begin
  if Step <> usPostUninstall then
    exit;
  if RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Path) then
  begin
    At := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', Uppercase(Path) + ';');
    if At > 0 then
    begin
      Delete(Path, At, Length(ExpandConstant('{app}')) + 1);
      RegWriteExpandStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Path);
    end;
  end;
  Data := ExpandConstant('{localappdata}\Tollgate');
  if DirExists(Data) and not UninstallSilent then
    if MsgBox('Remove the ledger with all calls, its backups and the settings too?' + #13#10 + Data,
              mbConfirmation, MB_YESNO or MB_DEFBUTTON2) = IDYES then
      DelTree(Data, True, True, True);
end;
