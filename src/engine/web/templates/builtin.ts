/** What Flask-Bootstrap brings: templates that every app can extend and import. An app's own file of the same name wins. */
export const builtin: Record<string, string> = {
  'bootstrap/base.html': `{% block doc -%}
<!DOCTYPE html>
<html{% block html_attribs %}{% endblock html_attribs %}>
{%- block html %}
  <head>
    {%- block head %}
    <title>{% block title %}{{ title|default }}{% endblock title %}</title>
    {%- block metas %}
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    {%- endblock metas %}
    {%- block styles %}
    <style>{% include "bootstrap/style.css" %}</style>
    {%- endblock styles %}
    {%- endblock head %}
  </head>
  <body{% block body_attribs %}{% endblock body_attribs %}>
    {% block body -%}
    {% block navbar %}
    {%- endblock navbar %}
    {% block content -%}
    {%- endblock content %}
    {% block scripts %}
    {%- endblock scripts %}
    {%- endblock body %}
  </body>
{%- endblock html %}
</html>
{% endblock doc -%}
`,
  'base.html': `{% extends "bootstrap/base.html" %}

{% block title %}Flasky{% endblock %}

{% block navbar %}
<div class="navbar navbar-inverse" role="navigation">
  <div class="container">
    <a class="navbar-brand" href="/">Flasky</a>
  </div>
</div>
{% endblock %}

{% block content %}
<div class="container">
  {% for message in get_flashed_messages() %}
  <div class="alert alert-warning">{{ message }}</div>
  {% endfor %}
  {% block page_content %}{% endblock %}
</div>
{% endblock %}
`,
  'bootstrap/wtf.html': `{% macro form_errors(form, hiddens=true) %}
{%- for field in form %}{% if field.errors.length and (hiddens or not field.isHidden) %}{% for error in field.errors %}
  <p class="error">{{ error }}</p>
{%- endfor %}{% endif %}{% endfor %}
{%- endmacro %}

{% macro form_field(field, button_map={}) %}
{%- if field.isHidden %}{{ field() }}
{%- elif field.type == 'SubmitField' %}
  {{ field(class='btn btn-' + (button_map[field.name] or 'default')) }}
{%- elif field.type == 'BooleanField' %}
  <div class="checkbox"><label>{{ field() }} {{ field.label.text }}</label></div>
{%- else %}
  <div class="form-group{% if field.errors.length %} has-error{% endif %}{% if field.flags.required %} required{% endif %}">
    {{ field.label(class='control-label') }}
    {% if field.type == 'RadioField' %}{{ field() }}{% else %}{{ field(class='form-control') }}{% endif %}
    {%- for error in field.errors %}
    <p class="help-block">{{ error }}</p>
    {%- endfor %}
    {%- if field.description %}
    <p class="help-block">{{ field.description }}</p>
    {%- endif %}
  </div>
{%- endif %}
{%- endmacro %}

{% macro quick_form(form, action="", method="post", extra_classes="", role="form", form_type="basic", button_map={}, id="", novalidate=false) %}
<form action="{{ action }}" method="{{ method }}"{% if id %} id="{{ id }}"{% endif %} class="form{% if extra_classes %} {{ extra_classes }}{% endif %}" role="{{ role }}"{% if novalidate %} novalidate{% endif %}>
  {{ form.hidden_tag() }}
  {%- for error in form.hidden_errors() %}
  <p class="error">{{ error }}</p>
  {%- endfor %}
  {%- for field in form %}{% if not field.isHidden %}{{ form_field(field, button_map=button_map) }}{% endif %}{% endfor %}
</form>
{%- endmacro %}

{% set quickForm = quick_form %}
{% set formField = form_field %}
{% set formErrors = form_errors %}
`,
  'bootstrap/style.css': `body{margin:0;padding:0 16px;font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff}
.container{max-width:720px;margin:0 auto}
.navbar{background:#222;margin:0 -16px 14px;padding:0 16px}.navbar-brand{display:inline-block;padding:12px 0;color:#ddd;font-size:18px;text-decoration:none}
.page-header{margin:0 0 14px;border-bottom:1px solid #ddd}.page-header p{margin:0 0 12px}h1{font-size:28px;font-weight:500;margin:8px 0}
a{color:#1a5fa8}.form-group{margin-bottom:14px}.control-label{display:block;font-weight:600;margin-bottom:4px}
.form-control{box-sizing:border-box;width:100%;padding:7px 10px;font:inherit;border:1px solid #888;border-radius:4px;background:#fff;color:inherit}
.btn{padding:7px 14px;font:inherit;border:1px solid #888;border-radius:4px;background:#f4f4f4;color:#222;cursor:pointer}.btn-primary{background:#1a5fa8;border-color:#1a5fa8;color:#fff}
.has-error .form-control{border-color:#a32a20}.has-error .help-block,.error{color:#a32a20}.help-block{margin:4px 0 0}
.alert{padding:10px 14px;margin-bottom:16px;border:1px solid #d9c37a;border-radius:4px;background:#fdf6dd}
.table{width:100%;border-collapse:collapse}.table td,.table th{padding:6px;border-bottom:1px solid #ddd;text-align:left}`,
}
