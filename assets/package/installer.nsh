; What electron-builder's installer leaves to each app on Windows: filo: links, for one person or all, as installed.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\filo" "" "URL:Filo"
  WriteRegStr SHELL_CONTEXT "Software\Classes\filo" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\filo\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\filo\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\filo"
!macroend
