set -gx EDITOR vim
