package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.LoadedFile;
import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.server.ApacheConf;
import bzh.vigie.agent.persistence.format.server.CiRunner;
import bzh.vigie.agent.persistence.format.server.Databases;
import bzh.vigie.agent.persistence.format.server.Dialplan;
import bzh.vigie.agent.persistence.format.server.Knocking;
import bzh.vigie.agent.persistence.format.server.Logging;
import bzh.vigie.agent.persistence.format.server.Mail;
import bzh.vigie.agent.persistence.format.server.Monitoring;
import bzh.vigie.agent.persistence.format.server.NginxConf;
import bzh.vigie.agent.persistence.format.server.Sharing;
import bzh.vigie.agent.persistence.format.server.TcpWrappers;
import bzh.vigie.agent.persistence.format.server.Web;
import bzh.vigie.agent.persistence.format.server.WebScript;
import java.util.ArrayList;
import java.util.List;

/** What servers run: web, databases, mail, monitoring, logs, shares; containers and ways in from elsewhere have files of their own. */
final class LinuxServers {
    private static final List<String> WEB_ROOTS = List.of(
            "/var/www",
            "/srv/www",
            "/srv/http",
            "/usr/share/nginx/html",
            "/opt/*/htdocs",
            "/opt/*/webapps",
            "/opt/*/*/webapps",
            "/var/lib/tomcat*/webapps");

    private LinuxServers() {}

    static List<Location> locations() {
        List<Location> all = new ArrayList<>();
        all.addAll(web());
        all.addAll(databases());
        all.addAll(mail());
        all.addAll(watching());
        return all;
    }

    private static List<Location> web() {
        return List.of(
                machine("linux.web.script", "T1505.003", new WebScript(), webScripts()),
                home(
                        "linux.web.user-script",
                        "T1505.003",
                        new WebScript(),
                        "~/public_html/**/*",
                        "~/www/**/*",
                        "~/htdocs/**/*"),
                machine(
                        "linux.web.htaccess",
                        "T1505.003",
                        new ApacheConf(),
                        "/var/www/**/.htaccess",
                        "/srv/www/**/.htaccess",
                        "/srv/http/**/.htaccess",
                        "/opt/*/htdocs/**/.htaccess"),
                machine("linux.web.user-ini", "T1505.003", Web.php(), "/var/www/**/.user.ini", "/srv/www/**/.user.ini"),
                machine(
                        "linux.web.php-ini",
                        "T1505.003",
                        Web.php(),
                        "/etc/php/*/*/php.ini",
                        "/etc/php/*/*/conf.d/*.ini",
                        "/etc/php/*/fpm/*.conf",
                        "/etc/php/*/fpm/pool.d/*.conf",
                        "/etc/php.ini",
                        "/etc/php.d/*.ini",
                        "/etc/php-fpm.d/*.conf",
                        "/usr/local/etc/php/php.ini",
                        "/usr/local/etc/php/conf.d/*.ini"),
                machine(
                        "linux.web.module",
                        "T1505",
                        new LoadedFile(),
                        "/usr/lib/php/*/*.so",
                        "/usr/lib64/php/modules/*.so",
                        "/usr/lib64/php-zts/modules/*.so",
                        "/usr/lib/apache2/modules/*.so",
                        "/usr/lib64/httpd/modules/*.so",
                        "/usr/lib/nginx/modules/*.so",
                        "/usr/share/nginx/modules/*.so",
                        "/usr/lib64/nginx/modules/*.so"),
                machine(
                        "linux.web.apache",
                        "T1505",
                        new ApacheConf(),
                        "/etc/apache2/apache2.conf",
                        "/etc/apache2/mods-enabled/*",
                        "/etc/apache2/conf-enabled/*",
                        "/etc/apache2/sites-enabled/*",
                        "/etc/httpd/conf/httpd.conf",
                        "/etc/httpd/conf.d/*.conf",
                        "/etc/httpd/conf.modules.d/*.conf"),
                machine(
                        "linux.web.nginx",
                        "T1505",
                        new NginxConf(),
                        "/etc/nginx/nginx.conf",
                        "/etc/nginx/conf.d/*.conf",
                        "/etc/nginx/modules-enabled/*",
                        "/etc/nginx/sites-enabled/*"),
                machine(
                        "linux.web.lighttpd",
                        "T1505",
                        Web.lighttpd(),
                        "/etc/lighttpd/lighttpd.conf",
                        "/etc/lighttpd/conf-enabled/*.conf"));
    }

    private static String[] webScripts() {
        List<String> places = new ArrayList<>(List.of(
                "/etc/apache2/apache2.conf",
                "/etc/apache2/mods-enabled/*",
                "/etc/apache2/conf-enabled/*",
                "/etc/apache2/sites-enabled/*",
                "/etc/httpd/conf/httpd.conf",
                "/etc/httpd/conf.d/*.conf",
                "/etc/nginx/nginx.conf",
                "/etc/nginx/conf.d/*.conf",
                "/etc/nginx/sites-enabled/*",
                "/etc/lighttpd/lighttpd.conf",
                "/etc/lighttpd/conf-enabled/*.conf",
                "/usr/lib/cgi-bin/**/*"));
        WEB_ROOTS.forEach(root -> places.add(root + "/**/*"));
        return places.toArray(String[]::new);
    }

    private static List<Location> databases() {
        return List.of(
                machine(
                        "linux.database.plugin",
                        "T1505.001",
                        new LoadedFile(),
                        "/usr/lib/mysql/plugin/*.so",
                        "/usr/lib64/mysql/plugin/*.so",
                        "/usr/lib/*/mariadb*/plugin/*.so",
                        "/usr/lib64/mariadb/plugin/*.so",
                        "/usr/lib/postgresql/*/lib/*.so",
                        "/usr/lib64/pgsql/*.so",
                        "/usr/local/lib/mysql/plugin/*.so",
                        "/var/lib/mysql/*.so",
                        "/var/lib/postgresql/**/*.so"),
                machine(
                        "linux.database.mysql",
                        "T1505.001",
                        Databases.mysql(),
                        "/etc/my.cnf",
                        "/etc/my.cnf.d/*.cnf",
                        "/etc/mysql/my.cnf",
                        "/etc/mysql/conf.d/*.cnf",
                        "/etc/mysql/mysql.conf.d/*.cnf",
                        "/etc/mysql/mariadb.conf.d/*.cnf"),
                machine(
                        "linux.database.postgresql",
                        "T1505.001",
                        Databases.postgres(),
                        "/etc/postgresql/*/*/postgresql.conf",
                        "/etc/postgresql/*/*/conf.d/*.conf",
                        "/var/lib/postgresql/*/*/postgresql.auto.conf",
                        "/var/lib/pgsql/data/postgresql.conf",
                        "/var/lib/pgsql/data/postgresql.auto.conf",
                        "/var/lib/pgsql/*/data/postgresql.conf",
                        "/var/lib/pgsql/*/data/postgresql.auto.conf"),
                machine(
                        "linux.database.postgresql-access",
                        "T1133 T1078",
                        Databases.postgresAccess(),
                        "/etc/postgresql/*/*/pg_hba.conf",
                        "/var/lib/pgsql/data/pg_hba.conf",
                        "/var/lib/pgsql/*/data/pg_hba.conf"),
                machine(
                        "linux.database.redis",
                        "T1505.001",
                        Databases.redis(),
                        "/etc/redis.conf",
                        "/etc/redis/*.conf",
                        "/etc/valkey/*.conf"));
    }

    private static List<Location> mail() {
        return List.of(
                machine(
                        "linux.mail.alias",
                        "T1546",
                        Mail.aliases(),
                        "/etc/aliases",
                        "/etc/mail/aliases",
                        "/etc/postfix/aliases"),
                home("linux.mail.forward", "T1546 T1114.003", Mail.forward(), "~/.forward*", "~/.qmail*"),
                machine(
                        "linux.mail.system-procmail",
                        "T1546",
                        Mail.procmail(),
                        "/etc/procmailrc",
                        "/etc/procmailrcs/*"),
                home("linux.mail.procmail", "T1546", Mail.procmail(), "~/.procmailrc"),
                machine(
                        "linux.mail.system-filter",
                        "T1546",
                        Mail.filters(),
                        "/etc/maildroprc",
                        "/etc/courier/maildroprc",
                        "/etc/dovecot/sieve/*.sieve",
                        "/var/lib/dovecot/sieve/*.sieve"),
                home(
                        "linux.mail.filter",
                        "T1546 T1114.003",
                        Mail.filters(),
                        "~/.mailfilter",
                        "~/.dovecot.sieve",
                        "~/sieve/*.sieve"),
                machine("linux.mail.postfix", "T1505.002", Mail.postfix(), "/etc/postfix/main.cf"),
                machine("linux.mail.postfix-service", "T1505.002", Mail.postfixServices(), "/etc/postfix/master.cf"),
                machine(
                        "linux.mail.exim",
                        "T1505.002",
                        Mail.exim(),
                        "/etc/exim4/exim4.conf",
                        "/etc/exim4/exim4.conf.template",
                        "/etc/exim4/exim4.conf.localmacros",
                        "/etc/exim4/conf.d/*/*",
                        "/var/lib/exim4/config.autogenerated",
                        "/etc/exim/exim.conf"),
                machine(
                        "linux.mail.sendmail",
                        "T1505.002",
                        Mail.sendmail(),
                        "/etc/mail/sendmail.cf",
                        "/etc/mail/submit.cf"),
                machine(
                        "linux.mail.dovecot",
                        "T1505.002",
                        Mail.dovecot(),
                        "/etc/dovecot/dovecot.conf",
                        "/etc/dovecot/local.conf",
                        "/etc/dovecot/conf.d/*.conf"));
    }

    private static List<Location> watching() {
        return List.of(
                machine(
                        "linux.telephony.dialplan",
                        "T1546",
                        new Dialplan(),
                        "/etc/asterisk/*.conf",
                        "/etc/asterisk/*.ael",
                        "/etc/asterisk/*/*.conf",
                        "/etc/freeswitch/dialplan/*.xml",
                        "/etc/freeswitch/dialplan/*/*.xml"),
                machine(
                        "linux.telephony.script",
                        "T1546",
                        new Script(),
                        "/var/lib/asterisk/agi-bin/*",
                        "/usr/share/asterisk/agi-bin/*"),
                machine(
                        "linux.monitoring.snmp",
                        "T1546",
                        Monitoring.snmp(),
                        "/etc/snmp/snmpd.conf",
                        "/etc/snmp/snmpd.conf.d/*",
                        "/etc/snmp/snmptrapd.conf",
                        "/var/lib/snmp/snmpd.conf"),
                machine(
                        "linux.monitoring.zabbix",
                        "T1546",
                        Monitoring.zabbix(),
                        "/etc/zabbix/zabbix_agentd.conf",
                        "/etc/zabbix/zabbix_agent2.conf",
                        "/etc/zabbix/zabbix_agentd.conf.d/*.conf",
                        "/etc/zabbix/zabbix_agent*.d/*.conf"),
                machine(
                        "linux.monitoring.nrpe",
                        "T1546",
                        Monitoring.nrpe(),
                        "/etc/nagios/nrpe.cfg",
                        "/etc/nagios/nrpe_local.cfg",
                        "/etc/nagios/nrpe.d/*.cfg",
                        "/etc/nrpe.d/*.cfg"),
                machine(
                        "linux.monitoring.nagios",
                        "T1546",
                        Monitoring.nagios(),
                        "/etc/nagios*/objects/*.cfg",
                        "/etc/nagios*/conf.d/*.cfg",
                        "/etc/nagios-plugins/config/*.cfg",
                        "/etc/icinga/objects/*.cfg",
                        "/etc/icinga2/conf.d/*.conf"),
                machine(
                        "linux.monitoring.plugin",
                        "T1546",
                        new Script(),
                        "/usr/lib/nagios/plugins/*",
                        "/usr/lib64/nagios/plugins/*",
                        "/usr/lib/check_mk_agent/plugins/*",
                        "/usr/lib/check_mk_agent/local/*",
                        "/usr/lib/check_mk_agent/*/*/*",
                        "/etc/munin/plugins/*",
                        "/usr/lib/zabbix/externalscripts/*",
                        "/usr/lib/zabbix/alertscripts/*"),
                machine("linux.monitoring.mrpe", "T1546", Monitoring.mrpe(), "/etc/check_mk/mrpe.cfg"),
                machine(
                        "linux.monitoring.telegraf",
                        "T1546",
                        Monitoring.telegraf(),
                        "/etc/telegraf/telegraf.conf",
                        "/etc/telegraf/telegraf.d/*.conf"),
                machine(
                        "linux.monitoring.collectd",
                        "T1546",
                        Monitoring.collectd(),
                        "/etc/collectd.conf",
                        "/etc/collectd.d/*.conf",
                        "/etc/collectd/collectd.conf",
                        "/etc/collectd/collectd.conf.d/*.conf"),
                machine("linux.log.rsyslog", "T1546", Logging.rsyslog(), "/etc/rsyslog.conf", "/etc/rsyslog.d/*.conf"),
                machine(
                        "linux.log.syslog-ng",
                        "T1546",
                        Logging.syslogNg(),
                        "/etc/syslog-ng/syslog-ng.conf",
                        "/etc/syslog-ng/conf.d/*.conf"),
                machine(
                        "linux.log.forwarding",
                        "T1562.006",
                        Logging.forwarding(),
                        "/etc/rsyslog.conf",
                        "/etc/rsyslog.d/*.conf",
                        "/etc/syslog-ng/syslog-ng.conf",
                        "/etc/syslog-ng/conf.d/*.conf",
                        "/etc/systemd/journal-upload.conf",
                        "/etc/systemd/journal-upload.conf.d/*.conf",
                        "/etc/audit/audisp-remote.conf",
                        "/etc/audisp/audisp-remote.conf"),
                machine(
                        "linux.log.audit-plugin",
                        "T1546",
                        Logging.audit(),
                        "/etc/audit/auditd.conf",
                        "/etc/audit/plugins.d/*.conf",
                        "/etc/audisp/plugins.d/*.conf"),
                machine(
                        "linux.log.fail-ban-action",
                        "T1546",
                        Logging.fail2ban(),
                        "/etc/fail2ban/action.d/*.conf",
                        "/etc/fail2ban/action.d/*.local",
                        "/etc/fail2ban/jail.local",
                        "/etc/fail2ban/jail.d/*"),
                machine(
                        "linux.share.samba",
                        "T1546",
                        Sharing.samba(),
                        "/etc/samba/smb.conf",
                        "/etc/samba/smb.conf.d/*.conf"),
                machine(
                        "linux.share.nfs",
                        "T1133 T1548.001",
                        Sharing.nfs(),
                        "/etc/exports",
                        "/etc/exports.d/*.exports"),
                machine(
                        "linux.runner.system",
                        "T1072 T1543",
                        new CiRunner(),
                        "/etc/gitlab-runner/config.toml",
                        "/opt/*/.runner",
                        "/srv/*/.runner",
                        "/var/lib/*/.runner"),
                home(
                        "linux.runner.user",
                        "T1072 T1543",
                        new CiRunner(),
                        "~/.gitlab-runner/config.toml",
                        "~/.runner",
                        "~/*/.runner"),
                machine(
                        "linux.connection.command",
                        "T1546",
                        TcpWrappers.commands(),
                        "/etc/hosts.allow",
                        "/etc/hosts.deny"),
                machine("linux.signal.knock", "T1205.001", Knocking.knockd(), "/etc/knockd.conf"),
                machine(
                        "linux.signal.fwknop",
                        "T1205.001",
                        Knocking.fwknop(),
                        "/etc/fwknop/access.conf",
                        "/etc/fwknop/*.d/*.conf"),
                machine(
                        "linux.signal.firewall",
                        "T1205.001 T1090",
                        Knocking.firewall(),
                        "/etc/iptables/rules.v4",
                        "/etc/iptables/rules.v6",
                        "/etc/iptables/*.rules",
                        "/etc/sysconfig/ip*tables",
                        "/etc/nftables.conf",
                        "/etc/nftables/*.nft",
                        "/etc/nftables.d/*",
                        "/etc/sysconfig/nftables.conf",
                        "/etc/ufw/*.rules",
                        "/etc/firewalld/zones/*.xml",
                        "/etc/firewalld/direct.xml"));
    }
}
