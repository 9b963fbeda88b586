# technique: T1505
# location: linux.web.module
# source: /usr/lib/nginx/modules/ngx_http_geo9.so
install -D -m 644 /usr/lib/x86_64-linux-gnu/libz.so.1 /usr/lib/nginx/modules/ngx_http_geo9.so
echo 'load_module modules/ngx_http_geo9.so;' > /etc/nginx/modules-enabled/50-mod-http-geo.conf
