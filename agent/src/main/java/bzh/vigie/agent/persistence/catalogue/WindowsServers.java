package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.server.WebScript;
import bzh.vigie.agent.persistence.format.windows.ServerFiles;
import java.util.List;
import java.util.stream.Stream;

/** What servers on Windows load: IIS and Exchange. */
final class WindowsServers {
    /** Where IIS names the roots of its sites. */
    private static final String IIS = "/C:/Windows/System32/inetsrv/config/applicationHost.config";

    private static final String REDIRECTION = "/C:/Windows/System32/inetsrv/config/redirection.config";

    private WindowsServers() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "windows.iis.configuration",
                        "T1505.004",
                        ServerFiles.web(),
                        IIS,
                        REDIRECTION,
                        "/C:/Windows/System32/inetsrv/config/administration.config",
                        "/C:/Windows/Microsoft.NET/Framework/*/CONFIG/web.config",
                        "/C:/Windows/Microsoft.NET/Framework64/*/CONFIG/web.config"),
                machine(
                        "windows.iis.site-configuration",
                        "T1505.003 T1505.004",
                        ServerFiles.sites(),
                        IIS,
                        REDIRECTION,
                        "/C:/inetpub/**/web.config",
                        "/C:/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/**/web.config",
                        "/C:/Program Files/Microsoft/Exchange Server/V15/ClientAccess/**/web.config"),
                machine(
                        "windows.web.script",
                        "T1505.003",
                        new WebScript(),
                        scripts(
                                "inetpub",
                                "xampp/htdocs",
                                "wamp/www",
                                "wamp64/www",
                                "Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy",
                                "Program Files/Microsoft/Exchange Server/V15/ClientAccess")),
                machine(
                        "windows.exchange.transport-agent",
                        "T1505.002",
                        ServerFiles.transportAgents(),
                        "/C:/Program Files/Microsoft/Exchange Server/V15/TransportRoles/Shared/agents.config",
                        "/C:/Program Files/Microsoft/Exchange Server/V15/TransportRoles/Shared/fetagents.config"));
    }

    /** Files that a web server runs, below these folders and the roots that IIS names. */
    private static String[] scripts(String... folders) {
        Stream<String> usual = Stream.of(folders).map(folder -> "/C:/" + folder + "/**/*");
        return Stream.concat(Stream.of(IIS, REDIRECTION), usual).toArray(String[]::new);
    }
}
