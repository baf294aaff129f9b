"""An OpenAPI 3.0 file as others write them: nothing of ours, and much that the house would not take."""

from __future__ import annotations

from typing import Any

LIBRARY: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Library API", "version": "v7", "x-logo": {"url": "https://example.com/logo.png"}},
    "servers": [{"url": "https://library.example/api"}],
    "security": [{"key": []}],
    "paths": {
        "/books": {
            "parameters": [{"name": "locale", "in": "query", "schema": {"type": "string"}}],
            "get": {
                "parameters": [
                    {"name": "page", "in": "query", "schema": {"type": "integer"}},
                    {"name": "per_page", "in": "query", "schema": {"type": "integer", "maximum": 50, "default": 10}},
                    {"name": "genre", "in": "query", "schema": {"type": "string", "nullable": True}},
                    {"name": "added_since", "in": "query", "schema": {"type": "string", "format": "date-time"}},
                ],
                "responses": {
                    "200": {
                        "description": "Books.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["books", "page"],
                                    "properties": {
                                        "books": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}},
                                        "page": {"type": "integer"},
                                        "total": {"type": "integer"},
                                        "has_more": {"type": "boolean"},
                                    },
                                }
                            }
                        },
                    }
                },
            },
            "post": {
                "operationId": "add book",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["title"],
                                "properties": {
                                    "title": {"type": "string", "example": "Emma"},
                                    "genre": {"type": "string", "nullable": True},
                                },
                            }
                        }
                    }
                },
                "responses": {
                    "201": {
                        "description": "Added.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}},
                    },
                    "422": {"description": "Refused."},
                },
            },
        },
        "/broken": {"get": {"responses": {"302": {"description": "Elsewhere."}}}},
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "unused": {"type": "http", "scheme": "basic"},
        },
        "schemas": {
            "Book": {
                "type": "object",
                "required": ["id", "title"],
                "properties": {
                    "id": {"type": "string"},
                    "title": {"type": "string", "example": 7},
                    "genre": {"type": "string", "nullable": True},
                    "added_at": {"type": "string", "format": "date-time"},
                },
            },
            "Unused": {"type": "object"},
        },
    },
}
