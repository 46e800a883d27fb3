"""The public address, known only to _config.yml: Colab and link previews when it is set, and nothing about it while it is not."""

SET = '<a href="{}">Run this chapter in Colab</a>'


def owner_and_name(options):
    return options["repository_url"].rstrip("/").split("/")[-2:]


def prepare(app, config):
    options = config.html_theme_options
    if not options.get("repository_url"):
        options.pop("launch_buttons", None)  # the theme's launch button would have nowhere to go
        return
    owner, name = owner_and_name(options)
    config.html_baseurl = config.ogp_site_url = f"https://{owner.lower()}.github.io/{name}/"
    config.ogp_site_name = config.html_title
    config.ogp_social_cards = {"enable": False}


def colab(app, page, template, context, doctree):
    """One line under the title of every notebook."""
    options = app.config.html_theme_options
    if not options.get("repository_url") or page not in app.env.found_docs or not app.env.doc2path(page).endswith(".ipynb"):
        return
    place = "/".join(["github", *owner_and_name(options), "blob", options["repository_branch"], f"{page}.ipynb"])
    line = SET.format(f"{options['launch_buttons']['colab_url']}/{place}")
    context["body"] = context["body"].replace("</h1>", f'</h1>\n<p class="colab">{line}</p>', 1)


def setup(app):
    if app.config.overrides.get("html_theme_options", {}).get("repository_url"):
        app.setup_extension("sphinxext.opengraph")
    app.connect("config-inited", prepare)
    app.connect("html-page-context", colab)
