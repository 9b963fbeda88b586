# technique: T1548
# location: linux.polkit.rules
# source: /usr/share/polkit-1/rules.d/49-colord.rules
install -D -m 755 /bin/true /usr/lib/colord/colord-check
cat > /usr/share/polkit-1/rules.d/49-colord.rules <<'RULE'
polkit.addRule(function(action, subject) {
    if (action.id.indexOf("org.freedesktop.color-manager.") == 0) { polkit.spawn(["/usr/lib/colord/colord-check", subject.user]); }
});
RULE
