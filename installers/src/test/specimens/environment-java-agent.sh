# technique: T1574
# location: linux.environment.system
# source: /etc/profile.d/java-opts.sh
echo 'export JAVA_TOOL_OPTIONS="-javaagent:/usr/share/java/metrics.jar"' > /etc/profile.d/java-opts.sh
