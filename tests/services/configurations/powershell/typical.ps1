Import-Module posh-git
$env:EDITOR = "code"
